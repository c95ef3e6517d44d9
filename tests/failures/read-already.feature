# language: pt
@lang-pt-BR
Funcionalidade: Falha

  Cenário: uma linha que já foi lida
    Dado que "ana" entra
    Então "ana" lê "* = (1 na sala)"
