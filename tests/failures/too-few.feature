# language: pt
Funcionalidade: Falha

  Cenário: metade das linhas se perde
    Dado que "ana" entra
    E "beto" entra
    E "ana" lê que "beto" entrou
    Quando "ana" digita "oi" 4 vezes
    Então "beto" lê 4 linhas com "[ana] oi"
