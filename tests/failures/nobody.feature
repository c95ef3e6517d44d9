# language: pt
Funcionalidade: Falha

  Cenário: ninguém atende
    Dado que "ana" entra
