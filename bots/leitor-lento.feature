# language: pt
@lento @no-limits @no-journal
Funcionalidade: O cliente que não lê
  Quem não lê é desligado com um motivo, e ninguém espera por ele.

  Cenário: quem não lê é desligado, e os outros leem tudo
    Dado que "ana" entra
    E "beto" entra
    E "surda" entra
    E "ana" lê que "surda" entrou
    Quando "surda" para de ler
    E "ana" digita 3000 linhas de 4000 letras, e "beto" lê cada uma
    E "ana" diz "fim"
    Então "beto" lê "[ana] fim"
    E "ana" lê que "surda" saiu
    Quando "surda" volta a ler
    Então a conexão de "surda" é encerrada

  Cenário: quem só demora a ler não perde nada
    Dado que "ana" entra
    E "lenta" entra
    Quando "lenta" para de ler
    E "ana" digita 100 linhas de 1000 letras
    E "ana" diz "fim"
    E "lenta" volta a ler
    Então "lenta" lê 100 linhas com "[ana] xxx"
    E a próxima linha que "lenta" lê é "[ana] fim"
