# language: pt
Funcionalidade: Falha

  Cenário: quem fala devia ler nada
    Dado que "ana" entra
    E "beto" entra
    E "ana" lê que "beto" entrou
    Quando "ana" diz "oi"
    E "beto" lê "[ana] oi"
    Então "ana" não recebe nada por 1,5 segundos
