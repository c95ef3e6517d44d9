# language: pt
Funcionalidade: Falha

  Cenário: duas linhas grudadas
    Dado que "ana" entra
    E "beto" entra
    E "ana" lê que "beto" entrou
    Quando "ana" diz "olá, ação"
    Então "beto" lê "[ana] olá, ação"
