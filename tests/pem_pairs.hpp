// Two self-signed certificates with their keys, made with openssl-req(1) for tests and for nothing else.
#pragma once

#include <string_view>

namespace nagaya {

inline constexpr std::string_view one_key = R"(-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIFlTEpSVUrKBzj1yNXqB/FG10svy/yYehRAJd2U5RFB3
-----END PRIVATE KEY-----
)";
inline constexpr std::string_view one_certificate = R"(-----BEGIN CERTIFICATE-----
MIIBMjCB5aADAgECAhQWTNTBa9s7RileG7i65AcCcbIvJjAFBgMrZXAwDjEMMAoG
A1UEAwwDb25lMCAXDTI2MTEyMjE0MTMzMloYDzIxMjYxMDI5MTQxMzMyWjAOMQww
CgYDVQQDDANvbmUwKjAFBgMrZXADIQDhvBeHvwwxtjfHHhD1ii7sy5/zrvFuWZzr
A35I9yC24qNTMFEwHQYDVR0OBBYEFOD3KhtmHTCD0GASo/HgLnfP1dXNMB8GA1Ud
IwQYMBaAFOD3KhtmHTCD0GASo/HgLnfP1dXNMA8GA1UdEwEB/wQFMAMBAf8wBQYD
K2VwA0EAYl15T3ytWeR7ALq5OQIHyHhjVln26wj7lgjwWRH4/hqFjznzjf4GHD/C
NkKJmYGI4Zgvxdd8LHDWfelRRbpTAQ==
-----END CERTIFICATE-----
)";
inline constexpr std::string_view two_key = R"(-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ4OOrU/k+vx6VKx5CHPiUk+l+hfbeiw8gPym1P4n95j
-----END PRIVATE KEY-----
)";
inline constexpr std::string_view two_certificate = R"(-----BEGIN CERTIFICATE-----
MIIBMjCB5aADAgECAhQ4xhhm1EfC6Ni1LKgLIui5gDltmDAFBgMrZXAwDjEMMAoG
A1UEAwwDdHdvMCAXDTI2MTEyMjE0MTMzMloYDzIxMjYxMDI5MTQxMzMyWjAOMQww
CgYDVQQDDAN0d28wKjAFBgMrZXADIQDqtncDD29NPlWC8gGPjmi2Dv/kPGeQrpjy
xthmNNXZRaNTMFEwHQYDVR0OBBYEFC+DClgX+Ac4QhNK4aVAmlvVl25FMB8GA1Ud
IwQYMBaAFC+DClgX+Ac4QhNK4aVAmlvVl25FMA8GA1UdEwEB/wQFMAMBAf8wBQYD
K2VwA0EAxoNEQqs1gaL2VZtXSP5PM3kdBWkSWICZ8qGnOyJMKKqL8yaGfbas5nT4
8701E48yNpCz37A5tImdm0u0BEMADQ==
-----END CERTIFICATE-----
)";

}  // namespace nagaya
