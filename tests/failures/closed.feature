# language: pt
Funcionalidade: Falha

  Cenário: o servidor desliga
    Dado que "ana" entra
    Quando "ana" diz "oi"
    Então "ana" lê "[beto] olá"
