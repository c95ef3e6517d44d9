# language: pt
Funcionalidade: Falha

  Cenário: a fala vai à pessoa errada
    Dado que "ana" entra
    E "beto" entra
    E "ana" lê que "beto" entrou
    E "caio" entra
    E "ana" lê que "caio" entrou
    E "beto" lê que "caio" entrou
    Quando "beto" diz "oi"
    E "ana" lê "[beto] oi"
    Então "caio" lê "[beto] oi"
