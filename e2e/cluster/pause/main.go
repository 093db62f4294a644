// The process that holds a pod's namespaces open. Two more commands give tests pods that serve and ask, before there is any other image:
//
//	pause                    waits for SIGTERM
//	pause serve ADDRESS TEXT answers every request with TEXT
//	pause get URL            prints the answer of a URL, tried again until there is one
package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	switch arguments := os.Args[1:]; {
	case len(arguments) == 0:
		pause()
	case len(arguments) == 3 && arguments[0] == "serve":
		serve(arguments[1], arguments[2])
	case len(arguments) == 2 && arguments[0] == "get":
		get(arguments[1])
	default:
		fail("usage: pause | pause serve ADDRESS TEXT | pause get URL")
	}
}

func pause() {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGCHLD)
	for received := range signals {
		if received != syscall.SIGCHLD {
			return
		}
		// It is process 1 of pods that share their process ids.
		for {
			if pid, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil); pid <= 0 || err != nil {
				break
			}
		}
	}
}

func serve(address, text string) {
	http.HandleFunc("/", func(answer http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(answer, text)
	})
	fail(http.ListenAndServe(address, nil))
}

func get(url string) {
	client := http.Client{Timeout: 2 * time.Second}
	deadline := time.Now().Add(30 * time.Second)
	for {
		answer, err := client.Get(url)
		if err == nil && answer.StatusCode == http.StatusOK {
			io.Copy(os.Stdout, answer.Body)
			return
		}
		if err == nil {
			answer.Body.Close()
			err = fmt.Errorf("%s answered %s", url, answer.Status)
		}
		if time.Now().After(deadline) {
			fail(err)
		}
		fmt.Fprintln(os.Stderr, err)
		time.Sleep(200 * time.Millisecond)
	}
}

func fail(reason any) {
	fmt.Fprintln(os.Stderr, reason)
	os.Exit(1)
}
