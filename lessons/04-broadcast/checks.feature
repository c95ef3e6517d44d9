# language: pt
Funcionalidade: Falar para todos

  @others
  Cenário: os outros leem a fala, com o nome
    Dado que "bob" se conecta
    E "bob" recebe alguma coisa
    E "bob" digita "bob"
    E "ana" se apresenta
    E "caio" se apresenta
    Quando "bob" diz "oi"
    Então "ana" lê "[bob] oi"
    E "caio" lê "[bob] oi"

  @not-back
  Cenário: a fala não volta a quem falou
    Dado que "bob" se conecta
    E "bob" recebe alguma coisa
    E "bob" digita "bob"
    E "ana" se apresenta
    Quando "bob" diz "abacaxi"
    Então "ana" lê uma linha com "abacaxi"
    # A segunda fala prova que o servidor já acabou com a primeira.
    Quando "bob" diz "uva"
    Então "ana" lê uma linha com "uva"
    Quando "ana" diz "fim"
    Então "bob" lê "[ana] fim" antes de qualquer linha com "abacaxi"

  @nameless
  Cenário: quem ainda não deu o nome não lê nada
    Dado que "dora" se conecta
    E "dora" recebe alguma coisa
    E "bob" se conecta
    E "bob" recebe alguma coisa
    E "bob" digita "bob"
    E "ana" se apresenta
    Quando "bob" diz "abacaxi"
    Então "ana" lê uma linha com "abacaxi"
    E "dora" não lê nenhuma linha com "abacaxi" por 0,2 segundos
    Quando "dora" digita "dora"
    E passa 0,2 segundo
    E "ana" diz "fim"
    Então "dora" lê "[ana] fim" antes de qualquer linha com "abacaxi"
