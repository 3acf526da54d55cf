// Tries a decoder of BEAT on its vectors. Usage: go run beat_vectors.go ../../vectors/beat.json
package main

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"unicode/utf8"
)

var (
	errMalformed  = errors.New("malformed")
	errIncomplete = errors.New("incomplete")
)

type beat struct {
	Group    string `json:"group"`
	Hostname string `json:"hostname"`
}

type vector struct {
	ID, About, Kind, Verdict string
	Hex                      *string
	Fields                   beat
}

func text(field []byte) (string, error) {
	end := bytes.IndexByte(field, 0)
	if end < 0 || !utf8.Valid(field[:end]) {
		return "", errMalformed
	}
	return string(field[:end]), nil
}

func readBeat(packet []byte) (fields beat, err error) {
	if len(packet) < 10 {
		return fields, errIncomplete
	}
	bodyLength := int64(binary.BigEndian.Uint64(packet))
	if packet[8] != 11 || bodyLength != 146 {
		return fields, errMalformed
	}
	body := packet[10:]
	if len(body) < 146 {
		return fields, errIncomplete
	}
	if fields.Group, err = text(body[:17]); err != nil {
		return beat{}, err
	}
	if fields.Hostname, err = text(body[17:146]); err != nil {
		return beat{}, err
	}
	return fields, nil
}

func main() {
	data, err := os.ReadFile(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	var file struct{ Vectors []vector }
	if err := json.Unmarshal(data, &file); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	expected := map[string]error{"valid": nil, "invalid": errMalformed, "incomplete": errIncomplete}
	tried, wrong := 0, 0
	for _, v := range file.Vectors {
		if v.Kind != "request" || v.Hex == nil {
			continue
		}
		packet, _ := hex.DecodeString(*v.Hex)
		fields, err := readBeat(packet)
		tried++
		if err != expected[v.Verdict] || (err == nil && fields != v.Fields) {
			wrong++
			fmt.Printf("%s: %s: got %v %v\n", v.ID, v.About, fields, err)
		}
	}
	fmt.Printf("%d vectors, %d wrong\n", tried, wrong)
	if wrong > 0 || tried == 0 {
		os.Exit(1)
	}
}
