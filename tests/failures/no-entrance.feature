# language: pt
Funcionalidade: Falha

  Cenário: ninguém avisa quem entra
    Dado que "ana" entra
