# Answers with the request that it got: the first line, the headers and the length of the body. A web socket gets each text of
# less than 126 bytes back. Needs nothing but the perl of every Debian image.
use strict;
use warnings;
use IO::Socket::INET;

$SIG{TERM} = sub { exit 0 };
$SIG{CHLD} = 'IGNORE';

my $server = IO::Socket::INET->new(LocalPort => 8080, Listen => 64, ReuseAddr => 1) or die "port 8080: $!\n";
while (1) {
    my $client = $server->accept or next;
    my $child = fork;
    if (!$child) {
        serve($client);
        exit 0;
    }
    close $client;
}

sub serve {
    my ($client) = @_;
    binmode $client;
    my $first = <$client> // return;
    my $said = $first;
    my %header;
    while (defined(my $line = <$client>)) {
        last if $line =~ /^\r?$/;
        $said .= $line;
        $header{lc $1} = $2 if $line =~ /^([^:]+):\s*(.*?)\r?$/;
    }
    return web_socket($client, $header{'sec-websocket-key'}) if lc($header{upgrade} // '') eq 'websocket';
    my $length = 0;
    my $left = $header{'content-length'} // 0;
    while ($left > 0) {
        my $read = read $client, my $part, $left < 65536 ? $left : 65536;
        last unless $read;
        $length += $read;
        $left -= $read;
    }
    my $body = "$said\nbody: $length bytes\n";
    print $client "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " . length($body)
        . "\r\nConnection: close\r\n\r\n$body";
}

# RFC 6455: the handshake of section 4.2.2, and frames of section 5.2 that are short, whole and masked.
sub web_socket {
    my ($client, $key) = @_;
    my $accept = base64(sha1($key . '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'));
    print $client "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        . "Sec-WebSocket-Accept: $accept\r\n\r\n";
    $client->flush;
    while ((read $client, my $head, 2) == 2) {
        my ($kind, $length) = unpack 'CC', $head;
        $length &= 0x7f;
        return if ($kind & 0x0f) == 8 || $length > 125;
        read $client, (my $mask), 4;
        read $client, (my $text), $length;
        $text ^= substr $mask x 32, 0, $length;
        print $client pack('CC', 0x81, $length) . $text;
        $client->flush;
    }
}

# FIPS 180-4 and RFC 4648: the modules for these are in the package perl, and images have perl-base.
sub sha1 {
    my ($text) = @_;
    my @hash = (0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0);
    my $zeros = (55 - length $text) % 64;
    for my $block (unpack '(a64)*', $text . "\x80" . "\0" x $zeros . pack 'Q>', 8 * length $text) {
        my @word = unpack 'N16', $block;
        push @word, turn($word[-3] ^ $word[-8] ^ $word[-14] ^ $word[-16], 1) while @word < 80;
        my ($a, $b, $c, $d, $e) = @hash;
        for my $i (0 .. 79) {
            my ($mix, $add) =
                $i < 20 ? ($b & $c | ~$b & $d, 0x5a827999)
              : $i < 40 ? ($b ^ $c ^ $d, 0x6ed9eba1)
              : $i < 60 ? ($b & $c | $b & $d | $c & $d, 0x8f1bbcdc)
              :           ($b ^ $c ^ $d, 0xca62c1d6);
            ($a, $b, $c, $d, $e) = ((turn($a, 5) + ($mix & 0xffffffff) + $e + $add + $word[$i]) & 0xffffffff, $a, turn($b, 30), $c, $d);
        }
        @hash = map { ($hash[$_] + ($a, $b, $c, $d, $e)[$_]) & 0xffffffff } 0 .. 4;
    }
    return pack 'N5', @hash;
}

sub turn { my ($word, $by) = @_; return ($word << $by | $word >> 32 - $by) & 0xffffffff }

sub base64 {
    my $bits = unpack 'B*', shift;
    my $missing = -length($bits) % 24;
    my $text = join '', map { ('A' .. 'Z', 'a' .. 'z', 0 .. 9, '+', '/')[oct "0b$_"] } ($bits . '0' x ($missing % 6)) =~ /(.{6})/g;
    return $text . '=' x int($missing / 8);
}
