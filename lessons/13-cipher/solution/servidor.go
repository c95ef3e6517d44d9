// Um servidor de conversa, com comandos, um registro e recados, por um canal cifrado (TLS).
package main

import (
	"bufio"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"
)

const (
	// Quem manda letras sem nunca terminar a linha não pode encher a nossa memória.
	maiorLinha = 4096
	// Linhas à espera de quem não lê. Cabe uma fala longa, não uma ausência.
	maiorFila = 10_000
	// Quanto se espera para entregar uma linha a quem já saiu da sala.
	despedida = 3 * time.Second
)

// Pessoa é quem já deu o nome. Só a goroutine de entrega espera, se ela demora a ler.
type Pessoa struct {
	nome    string
	conexao net.Conn
	fila    chan string
}

// Recebe põe uma linha na fila desta pessoa, sem nunca esperar.
func (p *Pessoa) Recebe(linha string) {
	select {
	case p.fila <- linha + "\n":
	default:
		// A fila encheu. Quem lê desta conexão percebe e cuida da saída.
		p.conexao.Close()
	}
}

// entrega leva a fila à conexão, até que a fila seja fechada e esteja vazia.
func (p *Pessoa) entrega(acabou chan<- struct{}) {
	defer close(acabou)
	for linha := range p.fila {
		if _, erro := p.conexao.Write([]byte(linha)); erro != nil {
			p.conexao.Close()
			return
		}
	}
}

// Sala é o que todas as goroutines usam; só mexe nela quem tem a tranca.
type Sala struct {
	sync.Mutex
	pessoas     map[string]*Pessoa
	modoTabuada bool
	registro    *os.File
}

// Fala é uma linha do registro.
type Fala struct{ Quando, Nome, Texto string }

// Entra põe a pessoa na sala, se ninguém tem esse nome. Tudo com a mesma tranca: ninguém entra nem
// sai entre a lista e o aviso.
func (s *Sala) Entra(eu *Pessoa) bool {
	s.Lock()
	defer s.Unlock()
	if s.pessoas[eu.nome] != nil {
		return false
	}
	nomes := make([]string, 0, len(s.pessoas))
	for nome := range s.pessoas {
		nomes = append(nomes, nome)
	}
	sort.Strings(nomes) // um map não tem ordem
	quem := "ninguém mais"
	if len(nomes) > 0 {
		quem = strings.Join(nomes, ", ")
	}
	eu.Recebe(fmt.Sprintf("* Na sala: %s (%d com você)", quem, len(nomes)+1))
	s.aosOutros(eu, "* "+eu.nome+" entrou")
	s.pessoas[eu.nome] = eu
	return true
}

// Sai tira a pessoa da sala e avisa as outras.
func (s *Sala) Sai(eu *Pessoa) {
	s.Lock()
	defer s.Unlock()
	delete(s.pessoas, eu.nome)
	s.aosOutros(eu, "* "+eu.nome+" saiu")
	close(eu.fila) // com a tranca na mão: depois daqui ninguém mais escreve nela
}

// Os métodos com letra minúscula são para quem já tem a tranca.

func (s *Sala) aosOutros(eu *Pessoa, linha string) {
	for _, pessoa := range s.pessoas {
		if pessoa != eu {
			pessoa.Recebe(linha)
		}
	}
}

func (s *Sala) fala(eu *Pessoa, texto string) {
	// Primeiro o registro: o que alguém já leu tem de estar nele. Escrita, a linha está com o
	// sistema, e sobrevive ao programa.
	agora := time.Now().Format("2006-01-02 15:04:05")
	linha, _ := json.Marshal(Fala{agora, eu.nome, texto})
	if _, erro := s.registro.Write(append(linha, '\n')); erro != nil {
		log.Print("o registro falhou: ", erro) // disco cheio? A aula continua.
	}
	s.aosOutros(eu, fmt.Sprintf("[%s] %s", eu.nome, texto))
}

// comando recebe quem pediu e o que vem depois da palavra. Se recusa, devolve o porquê.
type comando func(s *Sala, eu *Pessoa, texto string) error

// Um comando novo é uma linha aqui, e até /ajuda já o conhece. Fica em init() porque ajuda() usa
// a tabela, e a tabela usa ajuda().
var comandos map[string]comando

func init() {
	comandos = map[string]comando{
		"upper": func(s *Sala, eu *Pessoa, texto string) error {
			s.fala(eu, strings.ToUpper(texto))
			return nil
		},
		"lower": func(s *Sala, eu *Pessoa, texto string) error {
			s.fala(eu, strings.ToLower(texto))
			return nil
		},
		"msg":       msg,
		"tabuada":   tabuada,
		"modo":      modo,
		"historico": historico,
		"ajuda":     ajuda,
		"sair":      func(*Sala, *Pessoa, string) error { return errSair },
	}
}

// errSair não é um erro: é como um comando diz que a conversa acabou.
var errSair = errors.New("sair")

func msg(s *Sala, eu *Pessoa, pedido string) error {
	destino, recado, achou := strings.Cut(pedido, " ")
	if !achou {
		return errors.New("Diga para quem e o quê, assim: /msg ana oi")
	}
	pessoa := s.pessoas[destino]
	if pessoa == nil {
		return fmt.Errorf("Não há ninguém aqui com o nome %s.", destino)
	}
	// Um recado não vai para o registro: é só de quem manda e de quem recebe.
	pessoa.Recebe(fmt.Sprintf("(%s) %s", eu.nome, recado))
	return nil
}

func tabuada(_ *Sala, eu *Pessoa, numero string) error {
	n, erro := strconv.Atoi(numero)
	if erro != nil {
		return errors.New("Diga um número inteiro, assim: /tabuada 7")
	}
	for k := 1; k <= 10; k++ {
		eu.Recebe(fmt.Sprintf("> %d × %d = %d", n, k, n*k))
	}
	return nil
}

func modo(s *Sala, _ *Pessoa, qual string) error {
	// Aqui qualquer pessoa muda o modo da sala. Numa aula só quem ensina poderia.
	if qual != "conversa" && qual != "tabuada" {
		return errors.New("Diga /modo conversa ou /modo tabuada")
	}
	s.modoTabuada = qual == "tabuada"
	s.aosOutros(nil, "* Agora o modo da sala é "+qual)
	return nil
}

func historico(s *Sala, eu *Pessoa, _ string) error {
	tudo, erro := os.ReadFile(s.registro.Name())
	if erro != nil {
		return errors.New("Não consegui ler o registro.")
	}
	var falas []Fala
	for _, linha := range strings.Split(string(tudo), "\n") {
		var fala Fala
		// Uma linha vazia, ou uma que ficou pela metade, não conta.
		if json.Unmarshal([]byte(linha), &fala) == nil {
			falas = append(falas, fala)
		}
	}
	if len(falas) > 20 {
		falas = falas[len(falas)-20:]
	}
	for _, fala := range falas {
		eu.Recebe(fmt.Sprintf("> %s [%s] %s", fala.Quando, fala.Nome, fala.Texto))
	}
	return nil
}

func ajuda(_ *Sala, eu *Pessoa, _ string) error {
	for palavra := range comandos {
		eu.Recebe("> /" + palavra)
	}
	return nil
}

// trata decide o que uma linha é: um comando, uma pergunta ou uma fala.
func (s *Sala) trata(eu *Pessoa, linha string) error {
	if linha == "sair" {
		return errSair
	}
	if strings.HasPrefix(linha, "/") {
		palavra, texto, _ := strings.Cut(linha[1:], " ")
		faz := comandos[palavra]
		if faz == nil {
			return errors.New("Não conheço esse comando. Veja /ajuda")
		}
		return faz(s, eu, strings.TrimSpace(texto))
	}
	if _, erro := strconv.Atoi(linha); erro == nil && s.modoTabuada {
		return tabuada(s, eu, linha)
	}
	if linha != "" {
		s.fala(eu, linha)
	}
	return nil
}

// leLinha espera por uma linha inteira: a rede entrega bytes, e um pedaço pode ser meia linha. Uma
// linha maior que o leitor é um erro.
func leLinha(leitor *bufio.Reader) (string, error) {
	bytes, erro := leitor.ReadSlice('\n')
	if erro != nil {
		return "", erro
	}
	return strings.TrimRight(string(bytes), "\r\n"), nil
}

func nomeVale(nome string) bool {
	// len() contaria bytes, e José tem cinco deles.
	if n := utf8.RuneCountInString(nome); n < 1 || n > 16 {
		return false
	}
	return strings.IndexFunc(nome, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}) < 0
}

// atende cuida de uma conexão, do começo ao fim. Cada uma tem a sua goroutine.
func atende(conexao net.Conn, sala *Sala) {
	// defer acontece sempre: no fim normal, numa queda e também num erro nosso.
	defer conexao.Close()
	log.Print("Chegou alguém de ", conexao.RemoteAddr())
	fmt.Fprintln(conexao, "Boas-vindas à sala! Esta conversa fica registrada. Qual é o seu nome?")

	// Um leitor só por conexão: o que sobra depois do nome já é a primeira fala.
	leitor := bufio.NewReaderSize(conexao, maiorLinha)
	nome, erro := leLinha(leitor)
	if erro != nil {
		return
	}
	if !nomeVale(nome) {
		fmt.Fprintln(conexao, "! Um nome tem de 1 a 16 letras e algarismos.")
		return
	}
	eu := &Pessoa{nome, conexao, make(chan string, maiorFila)}
	if !sala.Entra(eu) {
		fmt.Fprintln(conexao, "! Esse nome já está em uso.")
		return
	}
	acabou := make(chan struct{})
	go eu.entrega(acabou)

	conversa(eu, leitor, sala)

	sala.Sai(eu)
	// O que falta ainda é entregue, mas ninguém espera para sempre.
	conexao.SetWriteDeadline(time.Now().Add(despedida))
	<-acabou
}

// conversa é tudo entre entrar e sair.
func conversa(eu *Pessoa, leitor *bufio.Reader, sala *Sala) {
	for {
		linha, erro := leLinha(leitor)
		if erro != nil {
			return
		}
		// Só uma linha inteira pode ser conferida: um pedaço acabaria no meio de uma letra.
		if !utf8.ValidString(linha) {
			eu.Recebe("! Isso não é UTF-8. Diga de outro jeito.")
			continue
		}
		sala.Lock()
		erro = sala.trata(eu, linha)
		sala.Unlock()
		if erro == errSair {
			return
		} else if erro != nil {
			eu.Recebe("! " + erro.Error())
		}
	}
}

// abreRegistro abre o arquivo em que cada fala é uma linha em JSON, sempre no fim.
func abreRegistro() (*os.File, error) {
	pasta := os.Getenv("DATA")
	if pasta == "" {
		pasta = "dados"
	}
	if erro := os.MkdirAll(pasta, 0o755); erro != nil {
		return nil, erro
	}
	caminho := filepath.Join(pasta, "registro.jsonl")
	arquivo, erro := os.OpenFile(caminho, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if erro != nil {
		return nil, erro
	}
	// Se o programa morreu no meio de uma linha, ela ficou sem fim. Assim a próxima não gruda nela.
	_, erro = arquivo.WriteString("\n")
	return arquivo, erro
}

// escuta pede a porta ao sistema. Com CERT e KEY, cada conexão é cifrada; o aperto de mãos acontece
// quando se lê ou escreve pela primeira vez, na goroutine de cada uma.
func escuta() (net.Listener, error) {
	porta := os.Getenv("PORT")
	if porta == "" {
		porta = "7777"
	}
	// 127.0.0.1 é este computador mesmo: só programas daqui conseguem se conectar.
	ouvinte, erro := net.Listen("tcp", "127.0.0.1:"+porta)
	if erro != nil || os.Getenv("CERT") == "" {
		return ouvinte, erro
	}
	par, erro := tls.LoadX509KeyPair(os.Getenv("CERT"), os.Getenv("KEY"))
	if erro != nil {
		return nil, erro
	}
	return tls.NewListener(ouvinte, &tls.Config{Certificates: []tls.Certificate{par}}), nil
}

func main() {
	log.SetFlags(log.Ltime)
	registro, erro := abreRegistro()
	if erro != nil {
		log.Fatal("não consegui abrir o registro: ", erro)
	}
	ouvinte, erro := escuta()
	if erro != nil {
		log.Fatal("não consegui escutar: ", erro)
	}
	log.Print("Escutando em ", ouvinte.Addr())

	sala := &Sala{pessoas: map[string]*Pessoa{}, registro: registro}
	// Este laço nunca acaba, e ainda bem: quando main acaba, todas as goroutines acabam com ela.
	for {
		conexao, erro := ouvinte.Accept()
		if erro != nil {
			log.Print("uma conexão falhou: ", erro) // problema dela: o servidor segue
			continue
		}
		go atende(conexao, sala)
	}
}
