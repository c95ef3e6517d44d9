# language: pt
Funcionalidade: O registro

  @remembers
  Cenário: o que foi dito fica, também depois de uma queda
    Dado que "ana" se apresenta
    E "bob" se apresenta
    Quando "ana" diz "$palavra1"
    Então "bob" lê "[ana] $palavra1"
    Quando passa 1 segundo
    E o programa é morto e começa de novo
    E "caio" se apresenta
    E "caio" digita "/historico"
    Então "caio" lê uma linha que casa com "ana.*$palavra1"
    # A segunda vida do programa não apaga a primeira.
    Quando "caio" diz "$palavra2"
    E passa 1 segundo
    E o programa é morto e começa de novo
    E "dora" se apresenta
    E "dora" digita "/historico"
    Então "dora" lê uma linha que casa com "ana.*$palavra1"
    Quando "dora" digita "/historico"
    Então "dora" lê uma linha que casa com "caio.*$palavra2"
