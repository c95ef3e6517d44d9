# language: pt
Funcionalidade: Falha

  Cenário: falta o fim da linha
    Dado que "ana" entra
    E "beto" entra
    E "ana" lê que "beto" entrou
    Quando "ana" diz "olá, ação"
    Então "beto" lê "[ana] olá, ação"
