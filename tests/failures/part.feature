# language: pt
@lang-pt-BR
Funcionalidade: Falha

  Cenário: só uma parte da linha
    Dado que "ana" entra
    E "beto" entra
    E "ana" lê que "beto" entrou
    Quando "ana" diz "oi, turma"
    Então "beto" lê "oi, turma"
