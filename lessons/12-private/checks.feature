# language: pt
Funcionalidade: Um recado só para uma pessoa

  @only-bob
  Cenário: o recado chega a bob, e só a bob
    Dado que "ana" se apresenta
    E "bob" se apresenta
    E "caio" se apresenta
    Quando "ana" digita "/msg bob psiu, olha isto"
    Então "bob" lê "(ana) psiu, olha isto"
    Quando "ana" diz "oi, turma"
    Então "caio" lê "[ana] oi, turma" antes de qualquer linha com "psiu"
    E "caio" não lê nenhuma linha com "psiu" por 0,3 segundos

  @unknown-name
  Cenário: um recado para quem não está
    Dado que "bob" se apresenta
    E "ana" se apresenta
    E "ana" lê tudo o que chegou
    Quando "ana" digita "/msg dora oi"
    Então "ana" recebe alguma coisa
