# language: pt
@lang-pt-BR
Funcionalidade: Falha

  Cenário: um recado que chega a mais gente
    Dado que "ana" entra
    E "beto" entra
    E "ana" lê que "beto" entrou
    Quando "ana" diz "psiu"
    Então "beto" lê "[ana] fim" antes de qualquer linha com "psiu"
