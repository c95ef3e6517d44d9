# language: pt
Funcionalidade: Falha

  Cenário: outra forma de dizer o nome
    Dado que "ana" entra
    E "beto" entra
    E "ana" lê que "beto" entrou
    Quando "ana" diz "olá, ação"
    Então "beto" lê "[ana] olá, ação"
