# language: pt
Funcionalidade: Falha

  Cenário: o nome é recusado
    Dado que "ana" entra
