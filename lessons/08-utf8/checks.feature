# language: pt
Funcionalidade: UTF-8

  @whole
  Cenário: acentos, outras escritas e emojis chegam como saíram
    Dado que "ana" se apresenta
    E "bob" se apresenta
    E "bob" diz "bom dia"
    E "ana" lê "[bob] bom dia"
    Quando "bob" diz "ação"
    Então "ana" lê "[bob] ação"
    Quando "bob" diz "日本🎉"
    Então "ana" lê "[bob] 日本🎉"

  @split-inside
  Cenário: uma letra chega cortada ao meio
    Dado que "ana" se apresenta
    E "bob" se apresenta
    E "bob" diz "oi"
    E "ana" lê "[bob] oi"
    E "bob" diz "ação"
    E "ana" lê "[bob] ação"
    Quando "bob" manda os bytes "a\xc3"
    E passam 0,05 segundos
    E "bob" manda os bytes "\xa7\xc3"
    E passam 0,05 segundos
    E "bob" manda os bytes "\xa3o\n"
    Então "ana" lê "[bob] ação"
    Quando "bob" manda os bytes "\xe6\x97\xa5\xe6\x9c"
    E passam 0,05 segundos
    E "bob" manda os bytes "\xac\xf0\x9f"
    E passam 0,05 segundos
    E "bob" manda os bytes "\x8e\x89\n"
    Então "ana" lê "[bob] 日本🎉"

  @bad-bytes
  Cenário: alguém fala em bytes que não são UTF-8
    Dado que "ana" se apresenta
    E "bob" se apresenta
    E "caio" se apresenta
    E "ana" diz "bom dia"
    E "caio" lê "[ana] bom dia"
    Quando "bob" manda os bytes "\xff\xfe\n"
    E passa 0,1 segundo
    E "ana" diz "tudo bem?"
    Então "caio" lê "[ana] tudo bem?"
    Quando "caio" diz "tudo"
    Então "ana" lê "[caio] tudo"

  @bad-bytes
  Cenário: alguém dá um nome que não é UTF-8
    Dado que "ana" se apresenta
    E "caio" se apresenta
    E "ana" diz "bom dia"
    E "caio" lê "[ana] bom dia"
    Quando "dora" se conecta
    E "dora" manda os bytes "\xff\xfe\n"
    E passa 0,1 segundo
    E "ana" diz "tudo bem?"
    Então "caio" lê "[ana] tudo bem?"
    Quando "caio" diz "tudo"
    Então "ana" lê "[caio] tudo"

  @no-ghost
  Cenário: quem mandou esses bytes e saiu não fica na lista
    Dado que "ana" se apresenta
    E "bob" se apresenta
    E "bob" lê a lista de quem está: "ana"
    Quando "bob" manda os bytes "\xff\xfe\n"
    E passa 0,1 segundo
    E "bob" fecha a conexão
    E passam 0,2 segundos
    E "dora" se conecta
    E "dora" recebe alguma coisa
    E "dora" digita "dora"
    Então "dora" lê a lista de quem está: "ana", sem "bob"

  @accents
  Cenário: um nome com acento
    Dado que "ana" se apresenta
    Quando "dora" se apresenta como "José"
    E "dora" diz "oi"
    Então "ana" lê "[José] oi"
