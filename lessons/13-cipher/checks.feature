# language: pt
Funcionalidade: Um canal cifrado

  @sealed
  Cenário: a mesma conversa, por um canal cifrado
    Quando "ana" se apresenta
    E "bob" se apresenta
    E "bob" diz "isto vai cifrado"
    Então "ana" lê "[bob] isto vai cifrado"
    Quando "ana" diz "e isto volta cifrado"
    Então "bob" lê "[ana] e isto volta cifrado"

  @plain-bytes
  Cenário: alguém chega sem cifra
    Dado que "ana" se apresenta
    E "bob" se apresenta
    Quando "mudo" manda bytes sem cifra "oi, tem gente?\n"
    E passam 0,3 segundos
    E "bob" diz "ainda aqui"
    Então "ana" lê "[bob] ainda aqui"
    Quando "caio" se apresenta
    E "caio" diz "cheguei"
    Então "ana" lê "[caio] cheguei"
