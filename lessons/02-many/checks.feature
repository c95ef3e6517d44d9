# language: pt
Funcionalidade: Várias pessoas ao mesmo tempo

  @silent
  Cenário: cinco pessoas em silêncio não atrasam quem chega
    Dado que conectam-se 5 pessoas com nomes como "mudo"
    Quando "ana" se conecta
    Então "ana" recebe alguma coisa
    Quando "bob" se conecta
    Então "bob" recebe alguma coisa

  @ten
  Cenário: dez conexões de uma vez
    Quando conectam-se 10 pessoas com nomes como "visita"
    Então toda a turma recebe alguma coisa

  @thirty
  Cenário: trinta conexões de uma vez
    Quando conectam-se 30 pessoas com nomes como "visita"
    Então toda a turma recebe alguma coisa
