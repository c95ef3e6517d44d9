# language: pt
Funcionalidade: Falha

  Cenário: quem fala recebe a própria fala
    Dado que "ana" entra
    E "beto" entra
    E "ana" lê que "beto" entrou
    Quando "ana" diz "oi"
    E "beto" lê "[ana] oi"
    Então a próxima linha que "ana" lê é "[beto] olá"
