# language: pt
Funcionalidade: Sair bem

  @fin
  Cenário: alguém fecha a conexão
    Dado que "ana" se apresenta
    E "caio" se apresenta
    E "bob" se apresenta
    E "ana" lê uma linha com * e o nome "bob"
    E "caio" lê uma linha com * e o nome "bob"
    E "ana" lê tudo o que chegou
    E "caio" lê tudo o que chegou
    Quando "bob" fecha a conexão
    Então "ana" lê uma linha com * e o nome "bob"
    E "caio" lê uma linha com * e o nome "bob"

  @reset
  Cenário: a conexão de alguém cai
    Dado que "ana" se apresenta
    E "bob" se apresenta
    E "ana" lê uma linha com * e o nome "bob"
    E "ana" lê tudo o que chegou
    Quando "bob" cai
    Então "ana" lê uma linha com * e o nome "bob"

  @half-close
  Cenário: alguém para de enviar e continua lendo
    Dado que "ana" se apresenta
    E "bob" se apresenta
    E "ana" lê uma linha com * e o nome "bob"
    E "ana" lê tudo o que chegou
    Quando "bob" para de enviar
    Então "ana" lê uma linha com * e o nome "bob"
    E a conexão de "bob" é encerrada

  @gone
  Cenário: quem fechou a conexão não está mais na lista
    Dado que "ana" se apresenta
    E "bob" se apresenta
    E "bob" lê a lista de quem está: "ana"
    Quando "bob" fecha a conexão
    E passa 0,1 segundo
    E "caio" se conecta
    E "caio" recebe alguma coisa
    E "caio" digita "caio"
    Então "caio" lê a lista de quem está: "ana", sem "bob"

  @gone
  Cenário: quem caiu não está mais na lista
    Dado que "ana" se apresenta
    E "bob" se apresenta
    E "bob" lê a lista de quem está: "ana"
    Quando "bob" cai
    E passa 0,1 segundo
    E "caio" se conecta
    E "caio" recebe alguma coisa
    E "caio" digita "caio"
    Então "caio" lê a lista de quem está: "ana", sem "bob"

  @nameless
  Cenário: quem não deu o nome sai sem aviso
    Dado que "ana" se apresenta
    E "caio" se apresenta
    E "ana" lê uma linha com * e o nome "caio"
    E "bob" se conecta
    E "bob" recebe alguma coisa
    E "dora" se conecta
    E "dora" recebe alguma coisa
    E "ana" lê tudo o que chegou
    Quando "bob" fecha a conexão
    E "dora" cai
    Então "ana" não recebe nada por 0,3 segundos
    Quando "eva" se apresenta
    Então "ana" lê uma linha com * e o nome "eva"

  @rest
  Cenário: depois das saídas, o processador descansa
    Dado que "ana" se apresenta
    E "bob" se apresenta
    E "caio" se apresenta
    E "dora" se conecta
    E "dora" recebe alguma coisa
    E o processador descansa por 0,2 segundos
    Quando "bob" cai
    Então o processador descansa por 0,2 segundos
    Quando "caio" para de enviar
    Então o processador descansa por 0,2 segundos
    Quando "dora" fecha a conexão
    Então o processador descansa por 0,2 segundos
    Quando "eva" se conecta
    Então "eva" recebe alguma coisa
