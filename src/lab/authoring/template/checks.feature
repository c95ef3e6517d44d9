# language: pt
Funcionalidade: NOME

  @first
  Cenário: o que se confere
    Dado que "ana" entra
