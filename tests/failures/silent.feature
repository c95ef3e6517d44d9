# language: pt
Funcionalidade: Falha

  Cenário: o servidor nunca fala
    Dado que "ana" entra
