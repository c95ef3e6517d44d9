# language: pt
Funcionalidade: Falha

  Cenário: o servidor não para
    Dado que "ana" entra
    E "beto" entra
    E "ana" lê que "beto" entrou
    Quando "ana" diz "oi"
    Então "beto" lê "[ana] tchau"
