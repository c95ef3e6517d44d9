# language: pt
@lang-pt-BR
Funcionalidade: Falha

  Cenário: ninguém para ler
    Dado que "ana" entra
    Quando "ana" sai
    Então toda a turma lê "oi"
