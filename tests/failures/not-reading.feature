# language: pt
@lang-pt-BR
Funcionalidade: Falha

  Cenário: quem parou de ler
    Dado que "ana" entra
    Quando "ana" para de ler
    Então "ana" lê "[beto] oi"
