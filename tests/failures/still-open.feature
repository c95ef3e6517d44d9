# language: pt
Funcionalidade: Falha

  Cenário: a conexão não termina
    Dado que "ana" entra
    Quando "ana" sai
