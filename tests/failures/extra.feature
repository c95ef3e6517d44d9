# language: pt
Funcionalidade: Falha

  Cenário: uma linha a mais antes da esperada
    Dado que "ana" entra
    E "beto" entra
    E "caio" entra
    E "ana" lê que "caio" entrou
    E "beto" lê que "caio" entrou
    Quando "ana" manda os bytes "um\ndois\n"
    E "caio" lê "[ana] dois"
    Então a próxima linha que "beto" lê é "[ana] dois"
