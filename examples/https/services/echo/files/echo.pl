# Answers with the request that it got: the first line, the headers and the length of the body. A web socket gets each text of
# less than 126 bytes back. Needs nothing but the perl of every Debian image.
use strict;
use warnings;
use Digest::SHA qw(sha1);
use IO::Socket::INET;
use MIME::Base64 qw(encode_base64);

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
    my $accept = encode_base64(sha1($key . '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'), '');
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
