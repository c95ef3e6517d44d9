# language: pt
@lang-pt-BR
Funcionalidade: Falha

  Cenário: a própria fala
    Dado que "ana" entra
    E "beto" entra
    E "ana" lê que "beto" entrou
    Quando "ana" diz "oi, turma"
    Então "ana" lê "[ana] oi, turma"
