# language: pt
@lang-pt-BR
Funcionalidade: Falha

  Cenário: um comando errado
    Dado que "ana" entra
    Quando "ana" digita "/tabuada sete"
    Então "ana" lê "> sete × 1 = sete"
