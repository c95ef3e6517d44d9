# language: pt
@lang-pt-BR
Funcionalidade: Falha

  Cenário: uma linha sem fim
    Dado que "ana" entra
    E "beto" entra
    E "ana" lê que "beto" entrou
    Quando "ana" manda os bytes "oi"
    Então "ana" lê "[beto] olá"
