package web

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"lernamt/server/internal/people"
)

// A route is one thing that the server answers, and to whom. There is no route outside this table.
type route struct {
	method string
	path   string
	who    who
	handle func(*Server, *fiber.Ctx) error
}

// who says whom a route is for.
type who struct {
	nobody bool          // not even asked who they are: assets and health
	public bool          // anybody, signed in or not
	roles  []people.Role // one of these; empty: everybody who is signed in
	// unit says that the path parameter "unit" must lie where the person holds one of the roles; the
	// handler asks with scope, and other units do not exist for them.
	unit bool
}

func (w who) allows(a *people.Account) bool {
	return len(w.roles) == 0 || slices.ContainsFunc(w.roles, a.Is)
}

var (
	unasked  = who{nobody: true}
	anybody  = who{public: true}
	learners = who{}
	admins   = who{roles: []people.Role{people.Admin}}
	trainers = who{roles: []people.Role{people.Trainer}}
	staff    = who{roles: overseers}
	inUnit   = who{roles: overseers, unit: true}
	hrInUnit = who{roles: []people.Role{people.HR}, unit: true}
)

// overseers may see the status of the people in their units.
var overseers = []people.Role{people.HR, people.Instructor}

const (
	get  = fiber.MethodGet
	post = fiber.MethodPost
)

var routes = []route{
	{get, "/assets/*", unasked, (*Server).asset},
	{get, "/gesund", unasked, (*Server).health},
	{get, "/.well-known/jwks.json", unasked, (*Server).keySet},
	{get, "/widerrufe", unasked, (*Server).revocations},
	{get, "/widerrufe.jwt", unasked, (*Server).signedRevocations},
	{get, "/schluessel.pem", unasked, (*Server).keyBundle},
	{get, "/schluessel/:key", unasked, (*Server).key},

	{get, "/anmelden", anybody, (*Server).signInForm},
	{post, "/anmelden", anybody, (*Server).signIn},
	{post, "/abmelden", anybody, (*Server).signOut},
	{post, "/sprache", anybody, (*Server).setLanguage},
	{get, "/pruefen", anybody, (*Server).verifyForm},
	{post, "/pruefen", anybody, (*Server).verifyFile},
	{get, "/pruefen/:number", anybody, (*Server).verify},
	{get, "/pruefen/:number/:code", anybody, (*Server).verify},
	{get, "/nachweis/:token", anybody, (*Server).shared},
	{get, "/nachweis/:token/zertifikat.pdf", anybody, (*Server).sharedPDF},
	{get, "/impressum", anybody, (*Server).imprint},
	{get, "/datenschutz", anybody, (*Server).privacy},
	{get, "/barrierefreiheit", anybody, (*Server).accessibility},
	{get, "/leichte-sprache", anybody, (*Server).easyLanguage},

	{get, "/", learners, (*Server).start},
	{get, "/katalog", learners, (*Server).catalogue},
	{get, "/programme/:programme", learners, (*Server).programme},
	{post, "/programme/:programme/zertifikat", learners, (*Server).certifyProgramme},
	{get, "/glossar", learners, (*Server).glossary},
	{get, "/module/:module", learners, (*Server).module},
	{post, "/module/:module/einschreibung", learners, (*Server).enrol},
	{get, "/module/:module/offen", learners, (*Server).missing},
	{get, "/module/:module/lektion/:lesson", learners, (*Server).lesson},
	{post, "/module/:module/lektion/:lesson", learners, (*Server).checkAnswers},
	{post, "/module/:module/lektion/:lesson/gelesen", learners, (*Server).finishLesson},
	{get, "/module/:module/datei/:version/*", learners, (*Server).file},
	{get, "/module/:module/pruefung", learners, (*Server).assessment},
	{post, "/module/:module/pruefung", learners, (*Server).startAttempt},
	{get, "/pruefungen/:attempt", learners, (*Server).attempt},
	{post, "/pruefungen/:attempt", learners, (*Server).saveAnswers},
	{post, "/pruefungen/:attempt/abgabe", learners, (*Server).submitAttempt},
	{get, "/pruefungen/:attempt/ergebnis", learners, (*Server).result},
	{get, "/zertifikate", learners, (*Server).certificates},
	{get, "/zertifikate/:number", learners, (*Server).certificate},
	{post, "/zertifikate/:number/freigabe", learners, (*Server).share},
	{post, "/zertifikate/:number/freigabe/ende", learners, (*Server).unshare},
	{get, "/zertifikate/nachweis/:year", learners, (*Server).yearly},
	{get, "/meine-daten", learners, (*Server).myData},

	{get, "/personal", staff, (*Server).units},
	{get, "/personal/:unit", inUnit, (*Server).completion},
	{get, "/personal/:unit/zertifikate.zip", hrInUnit, (*Server).certificatesArchive},
	{get, "/personal/:unit/zertifikate", hrInUnit, (*Server).unitCertificates},
	{get, "/personal/:unit/zertifikate/:number", hrInUnit, (*Server).unitCertificate},
	{post, "/personal/:unit/zertifikate/:number/widerruf", hrInUnit, (*Server).revokeCertificate},
	{post, "/personal/:unit/zertifikate/:number/berichtigung", hrInUnit, (*Server).correctCertificate},
	{get, "/personal/:unit/abschluesse.csv", inUnit, (*Server).completionCSV},

	{get, "/verwaltung/zertifikat", admins, (*Server).certificatePreview},

	{get, "/werkstatt", trainers, (*Server).workshop},
	{get, "/werkstatt/:module", trainers, (*Server).workshopModule},
	{get, "/werkstatt/:module/lektion/:lesson", trainers, (*Server).workshopLesson},
	{post, "/werkstatt/:module/lektion/:lesson", trainers, (*Server).workshopCheck},
	{get, "/werkstatt/:module/pruefung", trainers, (*Server).workshopAssessment},
	{get, "/werkstatt/:module/statistik", trainers, (*Server).statistics},
}

// bind makes a handler of a method.
func (s *Server) bind(handle func(*Server, *fiber.Ctx) error) fiber.Handler {
	return func(c *fiber.Ctx) error { return handle(s, c) }
}

// scope returns the unit that the path names and the tree it stands in, if the person holds one of the
// roles there; else ErrNotFound, because other units do not exist for them.
func (s *Server) scope(c *fiber.Ctx, roles ...people.Role) (people.Unit, *people.Tree, people.Role, error) {
	tree, err := s.tree(c)
	if err != nil {
		return people.Unit{}, nil, "", err
	}
	account := &visitor(c).Account
	unit, ok := tree.Unit(people.UnitID(c.Params("unit")))
	if !ok {
		return people.Unit{}, nil, "", people.ErrNotFound
	}
	for _, role := range roles {
		if account.Covers(role, tree, unit.ID) {
			return unit, tree, role, nil
		}
	}
	return people.Unit{}, nil, "", people.ErrNotFound
}
