# language: pt
Funcionalidade: Quem está na sala

  @alone
  Cenário: a primeira pessoa
    Dado que "ana" se conecta
    E "ana" recebe alguma coisa
    Quando "ana" digita "ana"
    Então "ana" lê a lista de quem está: ""

  @list
  Cenário: quem chega lê quem está
    Dado que "ana" se apresenta
    E "bob" se apresenta
    E "caio" se conecta
    E "caio" recebe alguma coisa
    Quando "caio" digita "caio"
    Então "caio" lê a lista de quem está: "ana bob"

  @told
  Cenário: os outros leem quem chegou
    Dado que "ana" se apresenta
    E "caio" se apresenta
    Quando "bob" se apresenta
    Então "ana" lê uma linha com * e o nome "bob"
    E "caio" lê uma linha com * e o nome "bob"

  @whole-names
  Cenário: bo e bob são duas pessoas
    Dado que "ana" se apresenta
    E "bob" se apresenta
    E "caio" se apresenta
    E "caio" lê a lista de quem está: "ana bob"
    E "bob" lê uma linha com * e o nome "caio"
    Quando "bo" se conecta
    E "bo" recebe alguma coisa
    E "bo" digita "bo"
    Então "bo" lê a lista de quem está: "ana bob caio"
    E "bob" lê uma linha com * e o nome "bo"
    Quando "dora" se conecta
    E "dora" recebe alguma coisa
    E "dora" digita "dora"
    Então "dora" lê a lista de quem está: "ana bo bob caio"

  @count
  Cenário: quantas pessoas estão na sala
    Dado que "ana" se apresenta
    E "bob" se apresenta
    E "caio" se conecta
    E "caio" recebe alguma coisa
    Quando "caio" digita "caio"
    # Três ao todo, ou duas além de quem lê.
    Então "caio" lê uma linha que casa com "^\*.*\b[23]\b"
