#include "base/x509.hpp"

#include <openssl/bio.h>
#include <openssl/decoder.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <memory>

namespace nagaya {

namespace {

constexpr size_t longest_pem = 256 * 1024;
/// An RSA key of 16384 bits has 12 KiB.
constexpr size_t longest_key = 16 * 1024;
constexpr int most_bits = 16384;
/// The kinds whose decoding costs little whatever they hold. That of a DSA or DH key computes the public key with numbers as long
/// as whoever wrote it likes.
constexpr const char* key_types[] = {"RSA", "EC", "ED25519", "ED448"};

struct Freer {
    void operator()(BIO* bio) const { BIO_free(bio); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(OSSL_DECODER_CTX* decoder) const { OSSL_DECODER_CTX_free(decoder); }
    void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
    void operator()(BIGNUM* number) const { BN_free(number); }
    void operator()(char* text) const { OPENSSL_free(text); }
    void operator()(unsigned char* text) const { OPENSSL_free(text); }
};
template <class T>
using Owned = std::unique_ptr<T, Freer>;

/// Null when there is none.
Owned<X509> first_certificate(std::string_view pem) {
    if (pem.size() > longest_pem) return nullptr;
    const Owned<BIO> bytes(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    Owned<X509> certificate(bytes ? PEM_read_bio_X509(bytes.get(), nullptr, nullptr, nullptr) : nullptr);
    ERR_clear_error();
    return certificate;
}

/// The library's own way to ask for a password is the terminal.
int no_password(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*user*/) { return -1; }

std::string text_of(const ASN1_STRING* text) {
    unsigned char* bytes = nullptr;
    const int length = ASN1_STRING_to_UTF8(&bytes, text);
    const Owned<unsigned char> owned(bytes);
    std::string out;
    for (int i = 0; i < length; ++i) out += static_cast<char>(owned.get()[i]);
    return out;
}

std::string last_entry(const X509_NAME* name, int nid) {
    const int index = X509_NAME_get_index_by_NID(name, nid, -1);
    return index < 0 ? std::string() : text_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index)));
}

int64_t seconds_of(const ASN1_TIME* time) {
    tm parts{};
    return ASN1_TIME_to_tm(time, &parts) == 1 ? int64_t{timegm(&parts)} : 0;
}

std::vector<std::string> domains_of(const X509* certificate) {
    std::vector<std::string> domains;
    const Owned<GENERAL_NAMES> names(
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
        const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
        if (name->type == GEN_DNS) domains.push_back(text_of(name->d.dNSName));
    }
    return domains;
}

std::string serial_of(const X509* certificate) {
    const Owned<BIGNUM> number(ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nullptr));
    const Owned<char> digits(number ? BN_bn2hex(number.get()) : nullptr);
    std::string out = digits ? digits.get() : "";
    for (char& c : out) {
        if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

/// Null when it is none of `key_types`, or too long.
const char* type_of(const EVP_PKEY* key) {
    if (key == nullptr || EVP_PKEY_get_bits(key) > most_bits) return nullptr;
    const auto* const type = std::ranges::find_if(key_types, [&](auto name) { return EVP_PKEY_is_a(key, name) == 1; });
    return type == std::end(key_types) ? nullptr : *type;
}

/// The first private key of `type`; nothing else is decoded. Null when there is none.
Owned<EVP_PKEY> private_key(std::string_view pem, const char* type) {
    EVP_PKEY* key = nullptr;
    const Owned<BIO> bytes(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    const Owned<OSSL_DECODER_CTX> decoder(
        OSSL_DECODER_CTX_new_for_pkey(&key, "PEM", nullptr, type, EVP_PKEY_KEYPAIR, nullptr, nullptr));
    if (!bytes || !decoder || OSSL_DECODER_CTX_set_pem_password_cb(decoder.get(), no_password, nullptr) != 1)
        return nullptr;
    // One block at a time: parameters of the curve may stand before the key.
    for (size_t left = pem.size(); key == nullptr && left > 0;) {
        if (OSSL_DECODER_from_bio(decoder.get(), bytes.get()) == 1) break;
        const size_t now = BIO_ctrl_pending(bytes.get());
        left = now < left ? now : 0;
    }
    return Owned<EVP_PKEY>(key);
}

}  // namespace

Result<CertificateFacts> read_certificate(std::string_view pem) {
    if (pem.size() > longest_pem) return fail(ErrorKind::malformed, "the file is too long for a certificate");
    const Owned<X509> certificate = first_certificate(pem);
    if (!certificate) return fail(ErrorKind::malformed, "there is no certificate in it");
    const X509_NAME* issuer = X509_get_issuer_name(certificate.get());
    CertificateFacts facts{.domains = domains_of(certificate.get()),
                           .issuer = last_entry(issuer, NID_commonName),
                           .self_signed = X509_NAME_cmp(issuer, X509_get_subject_name(certificate.get())) == 0,
                           .not_before = seconds_of(X509_get0_notBefore(certificate.get())),
                           .not_after = seconds_of(X509_get0_notAfter(certificate.get())),
                           .serial = serial_of(certificate.get())};
    if (facts.issuer.empty()) facts.issuer = last_entry(issuer, NID_organizationName);
    ERR_clear_error();
    return facts;
}

bool is_key_of(std::string_view key, std::string_view pem) {
    const Owned<X509> certificate = first_certificate(pem);
    if (!certificate || key.size() > longest_key) return false;
    const char* type = type_of(X509_get0_pubkey(certificate.get()));
    const Owned<EVP_PKEY> read = type != nullptr ? private_key(key, type) : nullptr;
    const bool fits = read && X509_check_private_key(certificate.get(), read.get()) == 1;
    ERR_clear_error();
    return fits;
}

}  // namespace nagaya
