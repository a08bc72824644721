// Command llm-orchestrator runs search and the assistant.
package main

import (
	orchestrator "github.com/askcart/askcart/services/llm-orchestrator"
	"github.com/askcart/askcart/shared/service"
)

func main() { service.Main("llm-orchestrator", orchestrator.Run) }
