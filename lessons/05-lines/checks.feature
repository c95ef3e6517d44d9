# language: pt
Funcionalidade: Linhas, não pacotes

  @split
  Cenário: uma linha em pedaços
    Dado que "ana" se apresenta
    E "caio" se apresenta
    E "caio" diz "bom dia"
    E "ana" lê "[caio] bom dia"
    Quando "bob" se conecta
    E "bob" recebe alguma coisa
    E "bob" manda os bytes "bob\n" em 2 pedaços
    E passa 0,1 segundo
    E "bob" manda os bytes "oi, turma\n" em 3 pedaços
    Então "ana" lê "[bob] oi, turma"

  @split
  Cenário: duas pessoas em pedaços, uma no meio da outra
    Dado que "bob" se conecta
    E "bob" recebe alguma coisa
    E "bob" digita "bob"
    E "ana" se apresenta
    E "caio" se apresenta
    E "bob" diz "bom dia"
    E "caio" lê "[bob] bom dia"
    Quando "bob" manda os bytes "tu"
    E passa 0,1 segundo
    E "ana" manda os bytes "oi\n"
    E "caio" lê "[ana] oi"
    E "bob" manda os bytes "do\n"
    Então "caio" lê "[bob] tudo"

  @several
  Cenário: três linhas de uma vez
    Dado que "bob" se conecta
    E "bob" recebe alguma coisa
    E "bob" digita "bob"
    E "ana" se apresenta
    E "bob" diz "bom dia"
    E "ana" lê "[bob] bom dia"
    Quando "bob" manda os bytes "um\ndois\nfim\n"
    Então "ana" lê "[bob] um"
    E "ana" lê "[bob] dois"
    E "ana" lê "[bob] fim"

  @several
  Cenário: uma linha e meia, e depois o resto
    Dado que "bob" se conecta
    E "bob" recebe alguma coisa
    E "bob" digita "bob"
    E "ana" se apresenta
    E "bob" diz "bom dia"
    E "ana" lê "[bob] bom dia"
    Quando "bob" manda os bytes "um\ndo"
    E "ana" lê "[bob] um"
    E passa 0,1 segundo
    E "bob" manda os bytes "is\n"
    Então "ana" lê "[bob] dois"

  @name-and-speech
  Cenário: o nome e a fala juntos
    Dado que "ana" se apresenta
    E "dora" se apresenta
    E "dora" diz "bom dia"
    E "ana" lê "[dora] bom dia"
    Quando "bob" se conecta
    E "bob" recebe alguma coisa
    E "bob" manda os bytes "bob\noi\n"
    Então "ana" lê "[bob] oi"
    Quando "caio" se conecta
    E "caio" recebe alguma coisa
    E "caio" manda os bytes "caio\noi, turma\n"
    Então "ana" lê "[caio] oi, turma"

  @lengths
  Cenário: linhas curtas e compridas
    Dado que "bob" se conecta
    E "bob" recebe alguma coisa
    E "bob" digita "bob"
    E "ana" se apresenta
    E "bob" diz "bom dia"
    E "ana" lê "[bob] bom dia"
    Quando "bob" manda os bytes "a\n"
    Então "ana" lê "[bob] a"
    Quando "bob" manda os bytes "ab\n"
    Então "ana" lê "[bob] ab"
    Quando "bob" manda os bytes "abc\n"
    Então "ana" lê "[bob] abc"
    Quando "bob" manda os bytes "abcdefghijklmnop\n"
    Então "ana" lê "[bob] abcdefghijklmnop"
    Quando "bob" manda os bytes "abcdefghijklmnopq\n"
    Então "ana" lê "[bob] abcdefghijklmnopq"
    Quando "bob" digita 1 linha de 999 letras
    Então "ana" lê uma linha que casa com "^\[bob\] x{999}$"
    Quando "bob" digita 1 linha de 1000 letras
    Então "ana" lê uma linha que casa com "^\[bob\] x{1000}$"

  @crlf-name
  Cenário: um nome que termina em \r\n
    Dado que "dora" se apresenta
    E "ana" se apresenta
    E "dora" diz "bom dia"
    E "ana" lê "[dora] bom dia"
    Quando "bob" se conecta
    E "bob" recebe alguma coisa
    E "bob" manda os bytes "bob\r\n"
    E passa 0,2 segundo
    E "bob" diz "oi"
    Então "ana" lê "[bob] oi"

  @crlf-speech
  Cenário: uma fala que termina em \r\n
    Dado que "bob" se conecta
    E "bob" recebe alguma coisa
    E "bob" digita "bob"
    E "ana" se apresenta
    E "bob" diz "bom dia"
    E "ana" lê os bytes "[bob] bom dia\n"
    Quando "bob" manda os bytes "oi\r\n"
    Então "ana" lê os bytes "[bob] oi\n"
