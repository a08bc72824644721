package assistant

import (
	"regexp"
	"strings"
)

// Intent is what a message is about.
type Intent string

// The intents.
const (
	Find       Intent = "find"
	Compare    Intent = "compare"
	Question   Intent = "question" // about one product
	Buy        Intent = "buy"
	OrderState Intent = "order"
	CartState  Intent = "cart"
	Policy     Intent = "policy"
	Smalltalk  Intent = "smalltalk"
	OutOfScope Intent = "out_of_scope"
)

var (
	orderNumber = regexp.MustCompile(`(?i)\b[a-z]-[0-9]{3,}\b`)
	aboutOrder  = regexp.MustCompile(`(?i)\b(?:my|the|last|latest|recent)\s+(?:\w+\s+)?(?:orders?|parcels?|packages?|deliver(?:y|ies)|shipments?|purchases?)\b|\btrack(?:ing)?\b|\border status\b|\bwhere(?:'s| is| are) my\b|\bi (?:have )?ordered\b|\bmy orders\b`)
	aboutCart   = regexp.MustCompile(`(?i)\b(?:my|the) (?:shopping )?(?:cart|basket|bag's total)\b`)
	comparing   = regexp.MustCompile(`(?i)\bcompar(?:e|ed|ing|ison)\b|\bdifferences?\b|\bversus\b|\bvs\.?\b|\bwhich (?:one )?is (?:better|cheaper|lighter|heavier|the better)\b|\bbetter,? .+ or\b`)
	buying      = regexp.MustCompile(`(?i)\b(?:add|put)\b.*\b(?:cart|basket|bag)\b|\bi(?:'ll| will| would like to| want to|'d like to)? (?:take|buy|order)\b|^\s*(?:buy|order|add)\b|\badd (?:it|this|that|one)\b`)
	policyTopic = regexp.MustCompile(`(?i)\b(?:shipping|delivery|deliver(?:ed|s)?|ship(?:ped|s)?|returns?|returned|returning|send (?:it |something )?back|refunds?|exchange|polic(?:y|ies)|warrant(?:y|ies)|guarantee|pay(?:ment|ments|ing)?|charged?|declined|tax(?:es)?|vat|currenc(?:y|ies)|cancel(?:l?ed|l?ing|l?ation)?|express|postage)\b`)
	reservation = regexp.MustCompile(`(?i)\breserv(?:e|ed|ation)\b`)
	warranted   = regexp.MustCompile(`(?i)\bwarrant(?:y|ies)|\bguarantee`)
	greeting    = regexp.MustCompile(`(?i)^\s*(?:hi|hello|hey|good (?:morning|evening|afternoon|day)|thanks?|thank you|thx|bye|goodbye|ok(?:ay)?|great|cool|nice|who are you|what are you|what can you do|help)\b[\s\w,!.?']{0,24}$`)
	foreign     = regexp.MustCompile(`(?i)\b(?:weather|forecast|news|president|election|politic\w*|joke|poem|story|essay|homework|translate|recipe|stock market|bitcoin|crypto|football score|capital of|meaning of life|medical advice|diagnos\w*|lawyer|python|javascript|source code|write (?:me )?(?:a |some )?(?:code|program))\b`)
	hostile     = regexp.MustCompile(`(?i)\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instruction|prompt|rule|previous|above|policy)|\bsystem prompt\b|\byour (?:instructions|prompt|rules)\b|\byou are now\b|\bact as\b|\bpretend\b|\bdeveloper mode\b|\bjailbreak\b|\b(?:another|other|someone else'?s?|all) (?:user|customer|shopper|people)s?'?s? (?:order|cart|address|e-?mail|data|password)|\b(?:discount|free) code\b.{0,20}\b(?:create|make|give)|\b(?:create|make|give)\b.{0,30}\b(?:discount|coupon|refund me|for free)|\bpassword\b|\bapi key\b`)
	pronoun     = regexp.MustCompile(`(?i)\b(?:it|its|it's|they|them|this|that|these|those|the (?:first|second|third|last) (?:one)?|this one|that one)\b`)
	asking      = regexp.MustCompile(`(?i)\?|^\s*(?:is|are|does|do|can|could|will|would|has|have|how|what|which|when|why|where|who)\b|\btell me (?:more )?about\b`)
	ownsIt      = regexp.MustCompile(`(?i)\b(?:in stock|available|sold out|how many (?:are )?left|do you (?:have|sell|stock))\b`)
)

// intentOf sorts a message. named is whether it calls a product by name, focus whether there is one that "it" can mean.
func intentOf(text string, named, focus bool) Intent {
	refers := named || focus && pronoun.MatchString(text)
	switch {
	case hostile.MatchString(text):
		return OutOfScope
	case greeting.MatchString(text):
		return Smalltalk
	case orderNumber.MatchString(text), aboutOrder.MatchString(text) && !strings.Contains(strings.ToLower(text), "cancel my order free"):
		return OrderState
	case comparing.MatchString(text):
		return Compare
	case buying.MatchString(text) && (refers || focus):
		return Buy
	case aboutCart.MatchString(text) && !reservation.MatchString(text):
		return CartState
	case policyTopic.MatchString(text) && !(refers && warranted.MatchString(text)), reservation.MatchString(text):
		return Policy
	case refers && asking.MatchString(text):
		return Question
	case foreign.MatchString(text):
		return OutOfScope
	case named:
		return Question
	}
	return Find
}
