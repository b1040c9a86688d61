# An account that fights whoever writes below its home. Runs as that account until it is killed: it swaps its directories for
# links to other places, and files and unfinished files for links, hard links and directories. Not for FIFOs: they are tried in
# tests/host/race_test.cpp; here the account's own service manager would wait for one for ever, and every apply for it.
use strict;
use warnings;

my ($home, @elsewhere) = @ARGV;
my @directories = map { "$home/$_" } qw(.config .config/systemd .config/systemd/user .config/containers);
srand($$);
umask 0;

sub one_of { return $_[rand @_]; }

sub swap_for_link {
    my $directory = one_of(@directories);
    for (1 .. 1 + int rand 5) {
        rename $directory, "$directory.real" or return;
        symlink one_of(@elsewhere), $directory;
        unlink $directory;
        rename "$directory.real", $directory or return;
    }
}

sub replace {
    my ($path) = @_;
    my $other = "$home/.config/other" . int rand 3;
    unlink $other;
    rmdir $other;
    my $how = int rand 4;
    if    ($how == 0) { symlink one_of(@elsewhere) . "/" . one_of(qw(passwd hello.conf file)), $other }
    elsif ($how == 1) { link "/srv/canary/world", $other }
    elsif ($how == 2) { mkdir $other }
    else              { open my $file, ">", $other; print $file "mine\n" if $file }
    unlink $path;
    rename $other, $path;
}

while (1) {
    select undef, undef, undef, 0.001;  # its own service manager, too, must get on
    my $what = int rand 6;
    if ($what < 3) { swap_for_link() }
    elsif ($what == 3) {
        my $directory = one_of(@directories);
        opendir my $stream, $directory or next;
        my @names = grep { !/^\.\.?$/ && !-d "$directory/$_" } readdir $stream;
        replace("$directory/" . one_of(@names)) if @names;
    }
    elsif ($what == 4) { chmod one_of(0, 0700, 0777), one_of(@directories) }
    else {
        # Peace for a moment, so that what is applied comes further than the first file.
        for (@directories) {
            unlink $_ if -l $_;
            rename "$_.real", $_;
            mkdir $_;
            chmod 0755, $_;
            rmdir for glob "$_/*.conf $_/*.service $_/*.timer";
        }
        select undef, undef, undef, rand 0.6 if rand() < 0.05;
    }
}
