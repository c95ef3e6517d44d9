# language: pt
@lang-pt-BR
Funcionalidade: Falha

  Cenário: um aviso em outras palavras
    Dado que "ana" entra
    E "beto" entra
    Então "ana" lê "* + beto chegou (2 na sala)"
