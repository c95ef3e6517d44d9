# language: pt
@lang-pt-BR
Funcionalidade: Falha

  Cenário: a ordem dos passos
    Dado que "ana" entra
    E "beto" entra
    E "ana" lê que "beto" entrou
    Quando "ana" diz "um"
    E "ana" diz "dois"
    Então "beto" lê "[ana] dois"
    E "beto" lê "[ana] um"
