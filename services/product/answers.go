package product

import "sync"

// mostAnswers bounds how many different questions are remembered.
const mostAnswers = 1000

// answers remembers what was counted until the catalogue changes: facets of a filter, the category tree.
type answers struct {
	mu   sync.Mutex
	age  uint64 // how often the catalogue has changed
	kept map[string]any
}

// forget drops everything; what is being counted at this moment will not be kept.
func (a *answers) forget() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.age++
	a.kept = nil
}

func (a *answers) get(key string) (answer any, age uint64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.kept[key], a.age
}

func (a *answers) put(key string, answer any, age uint64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if age != a.age {
		return
	}
	if a.kept == nil || len(a.kept) >= mostAnswers {
		a.kept = map[string]any{}
	}
	a.kept[key] = answer
}

// remember returns the answer kept under key, or that of ask. Answers are shared: nobody changes them.
func remember[T any](a *answers, key string, ask func() (T, error)) (T, error) {
	kept, age := a.get(key)
	if answer, ok := kept.(T); ok {
		return answer, nil
	}
	answer, err := ask()
	if err == nil {
		a.put(key, answer, age)
	}
	return answer, err
}
