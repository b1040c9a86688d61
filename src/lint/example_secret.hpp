// An encrypted secret for the examples of rules.
#pragma once

/// What `age -a -r age1ql3z…` made of TOKEN=example: one key may read it. A macro, so that it can stand between literals.
#define NAGAYA_EXAMPLE_SECRET                                             \
    R"(-----BEGIN AGE ENCRYPTED FILE-----)"                               \
    "\n"                                                                  \
    R"(YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSA5U2l4QzlUSFBGbnNXcXhL)" \
    "\n"                                                                  \
    R"(bzN3eVZNOGZDSUF5Z3BPN1NDeEJQYXdiRVVRClRhQ3FRaDNLbXQwTzRIZW01V1BY)" \
    "\n"                                                                  \
    R"(cWtaVVhHekx0dXMycTNoRC94NkdZL3MKLS0tIGpvREltL3NHRzhIc1g4YWRGRk1G)" \
    "\n"                                                                  \
    R"(ZkYxU0VVM2ZKOGQ1VlhDNEFHQy9VU1kKylL3tQPgLr/pazDjcI2lbnr/76mcHO8u)" \
    "\n"                                                                  \
    R"(h7WBCfQTaLShrAQ=)"                                                 \
    "\n"                                                                  \
    R"(-----END AGE ENCRYPTED FILE-----)"                                 \
    "\n"
