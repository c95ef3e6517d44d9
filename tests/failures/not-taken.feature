# language: pt
Funcionalidade: Falha

  Cenário: o servidor não lê
    Dado que "ana" entra
    Quando "ana" digita 100000 linhas de 400 letras
