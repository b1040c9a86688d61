# register.pl SERVER EMAIL KID DIRECTORY: makes an account at an ACME server that wants to know whose it is (external account binding,
# RFC 8555, 7.3.4), and leaves it below DIRECTORY as lego keeps its accounts. The key that binds, in base64url, is read from standard
# input: lego would take it as an argument, which every account of the host can read. Needs perl-base and openssl.
use strict;
use warnings;
use IPC::Open2;

my ($server, $email, $kid, $directory) = @ARGV;

# What a program says to its input.
sub through {
    my ($input, @command) = @_;
    local $SIG{PIPE} = 'IGNORE';
    my $pid = open2(my $out, my $in, @command);
    binmode $_ for $in, $out;
    print $in $input;
    close $in;
    local $/;
    my $answer = <$out>;
    waitpid $pid, 0;
    die "$command[0] $command[1] failed\n" if $?;
    return $answer;
}

my $letters = join '', 'A' .. 'Z', 'a' .. 'z', 0 .. 9, '-_';

sub encode {
    my $bits = unpack 'B*', shift;
    $bits .= '0' while length($bits) % 6;
    return join '', map { substr $letters, oct("0b$_"), 1 } $bits =~ /(.{6})/g;
}

sub decode {
    my ($text) = @_;
    $text =~ tr#+/=\r\n #-_#d;
    my $bits = join '', map { my $at = index $letters, $_; die "the key that binds is not base64url\n" if $at < 0; sprintf '%06b', $at } split //, $text;
    return pack 'B*', substr $bits, 0, length($bits) - length($bits) % 8;
}

sub sha256 { through(shift, qw(openssl dgst -sha256 -binary)) }

# RFC 2104, so that the key goes through pipes only.
sub hmac {
    my ($key, $text) = @_;
    $key = sha256($key) if length $key > 64;
    $key .= "\0" x (64 - length $key);
    return sha256(($key ^ ("\x5c" x 64)) . sha256(($key ^ ("\x36" x 64)) . $text));
}

# Asks the server; gives the status, the headers by their names in small letters, and the body.
sub ask {
    my ($method, $url, $body) = @_;
    my ($host, $path) = $url =~ m#^https://([^/]+)(/.*)?$# or die "`$url` is not the URL of an ACME server\n";
    $path = '/' if !defined $path;
    my $address = $host =~ /:\d+$/ ? $host : "$host:443";
    (my $name = $host) =~ s/:\d+$//;
    my @trust = $ENV{LEGO_CA_CERTIFICATES} ? ('-CAfile', $ENV{LEGO_CA_CERTIFICATES}) : ('-CApath', '/etc/ssl/certs');
    my $request = "$method $path HTTP/1.0\r\nHost: $host\r\nUser-Agent: nagaya\r\nConnection: close\r\n";
    $request .= "Content-Type: application/jose+json\r\nContent-Length: " . length($body) . "\r\n" if defined $body;
    my $answer = through($request . "\r\n" . ($body // ''), qw(openssl s_client -quiet -verify_quiet -ign_eof -verify_return_error),
        '-verify_hostname', $name, '-servername', $name, @trust, '-connect', $address);
    my ($head, $rest) = split /\r\n\r\n/, $answer, 2;
    my ($status) = ($head // '') =~ m#^HTTP/1\.[01] (\d+)# or die "$host does not answer in HTTP\n";
    my %headers = map { /^([^:]+):\s*(.*?)\s*$/ ? (lc $1, $2) : () } split /\r\n/, $head;
    return ($status, \%headers, $rest // '');
}

sub slurp { local $/; open my $in, '<', shift or return; binmode $in; return scalar <$in> }

sub keep {
    my ($path, $text) = @_;
    open my $out, '>', "$path.new" or die "$path: $!\n";
    print $out $text;
    close $out or die "$path: $!\n";
    rename "$path.new", $path or die "$path: $!\n";
}

sub text { my $text = shift; $text =~ s/(["\\])/\\$1/g; return "\"$text\"" }

my $secret = decode(do { local $/; scalar <STDIN> } // '');
die "the key that binds is empty\n" if $secret eq '';

my (undef, undef, $urls) = ask('GET', $server);
my ($new_nonce) = $urls =~ /"newNonce"\s*:\s*"([^"]+)"/ or die "$server is no directory of an ACME server\n";
my ($new_account) = $urls =~ /"newAccount"\s*:\s*"([^"]+)"/ or die "$server is no directory of an ACME server\n";

# The account's key stays when an attempt fails.
(my $place = $server) =~ s#^https://([^/]+).*#$1#;
$place =~ tr/:/_/;
umask 077;
my $home = $directory;
for my $part ('accounts', $place, $email, 'keys') { $home .= "/$part"; mkdir $home }
my $key = "$home/$email.key";
keep($key, through('', qw(openssl ecparam -name prime256v1 -genkey -noout))) if !-s $key;
my $point = substr through('', qw(openssl ec -pubout -outform DER -in), $key), -64;
my $jwk = sprintf '{"crv":"P-256","kty":"EC","x":"%s","y":"%s"}', encode(substr $point, 0, 32), encode(substr $point, 32);

my $outer = encode(sprintf '{"alg":"HS256","kid":%s,"url":%s}', text($kid), text($new_account));
my $inner = encode($jwk);
my $binding = sprintf '{"protected":"%s","payload":"%s","signature":"%s"}', $outer, $inner, encode(hmac($secret, "$outer.$inner"));

my (undef, $headers) = ask('HEAD', $new_nonce);
my $nonce = $headers->{'replay-nonce'} or die "$server gives no nonce\n";
my $protected = encode(sprintf '{"alg":"ES256","jwk":%s,"nonce":%s,"url":%s}', $jwk, text($nonce), text($new_account));
my $contact = text("mailto:$email");
my $payload = encode("{\"termsOfServiceAgreed\":true,\"contact\":[$contact],\"externalAccountBinding\":$binding}");
my $der = through("$protected.$payload", qw(openssl dgst -sha256 -sign), $key);
# Two numbers of 32 bytes (RFC 7518, 3.4), which openssl writes as ASN.1.
my ($r, $s) = $der =~ /^\x30.\x02(.)/s ? (substr($der, 4, ord $1), substr($der, 6 + ord $1)) : die "openssl signs in an unknown way\n";
my $signature = encode(join '', map { substr "\0" x 32 . $_, -32 } $r, $s);
my ($status, $given, $body) =
    ask('POST', $new_account, sprintf '{"protected":"%s","payload":"%s","signature":"%s"}', $protected, $payload, $signature);
if ($status != 200 && $status != 201) {
    my ($why) = $body =~ /"detail"\s*:\s*"([^"]*)"/;
    die "error: the server made no account ($status): " . ($why // 'it does not say why') . "\n";
}
my $url = $given->{location} or die "error: the server does not say where the account is\n";
$home =~ s#/keys$##;
keep("$home/account.json", sprintf "{\n\t\"email\": %s,\n\t\"registration\": {\n\t\t\"body\": {\n\t\t\t\"status\": \"valid\",\n\t\t\t\"contact\": [%s]\n\t\t},\n\t\t\"uri\": %s\n\t}\n}\n",
    text($email), $contact, text($url));
