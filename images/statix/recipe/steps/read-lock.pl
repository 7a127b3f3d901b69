#!/usr/bin/perl
# Turns lock.json into what a shell can read, with perl-base alone: the stage that downloads has
# nothing else. Writes to the folder that is named:
#   files/<set>      for each set of packages, files/sources, files/crates and files/tool-crates:
#                    <owner> TAB <version> TAB <path> TAB <size> TAB <sha256> TAB <upstream or ->
#   providers        <name> TAB <archive or -> TAB <address or ->, in order
#   sources/<name>   <package> TAB <version>, then its files' names
#   unpack/<name>    how a source is unpacked: folders, leaveOut or patchedFolder TAB a value of it
# from the lock, the recipe.json, and the documents that describe sources: sources.json and each
# library.json. It ends with an error if the lock was made for other arguments than those of this build.
use strict;
use warnings;

my ($lock_file, $recipe_file, $folder, @described) = @ARGV;

sub fail { print STDERR "statix: error: @_\n"; exit 1 }

# RFC 8259, for documents that are all in memory, as bytes: perl-base has no encodings.
sub parse_value {
    my ($text) = @_;
    $$text =~ /\G\s*/gc;
    if ($$text =~ /\G\{\s*/gc) {
        my %object;
        return \%object if $$text =~ /\G\}/gc;
        while (1) {
            $$text =~ /\G\s*"((?:[^"\\]|\\.)*)"\s*:/gcs or return malformed($text);
            my $name = unescape($1);
            $object{$name} = parse_value($text);
            $$text =~ /\G\s*,/gc and next;
            $$text =~ /\G\s*\}/gc and return \%object;
            malformed($text);
        }
    }
    if ($$text =~ /\G\[\s*/gc) {
        my @array;
        return \@array if $$text =~ /\G\]/gc;
        while (1) {
            push @array, parse_value($text);
            $$text =~ /\G\s*,/gc and next;
            $$text =~ /\G\s*\]/gc and return \@array;
            malformed($text);
        }
    }
    return unescape($1) if $$text =~ /\G"((?:[^"\\]|\\.)*)"/gcs;
    return $1 if $$text =~ /\G(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false)/gc;
    return undef if $$text =~ /\Gnull/gc;
    malformed($text);
}

sub malformed { my ($text) = @_; fail("no JSON at byte " . (pos($$text) // 0)) }

sub unescape {
    my ($string) = @_;
    my %plain = (b => "\b", f => "\f", n => "\n", r => "\r", t => "\t");
    $string =~ s{\\(?:u([0-9a-fA-F]{4})|(.))}{defined $1 ? chr(hex $1) : $plain{$2} // $2}ges;
    return $string;
}

sub read_json {
    my ($path) = @_;
    open(my $file, '<', $path) or fail("$path: $!");
    my $text = do { local $/; <$file> };
    my $value = parse_value(\$text);
    $text =~ /\G\s*\z/gc or malformed(\$text);
    return $value;
}

sub write_lines {
    my ($path, @lines) = @_;
    open(my $file, '>', "$folder/$path") or fail("$folder/$path: $!");
    print $file "$_\n" for @lines;
    close($file) or fail("$folder/$path: $!");
}

# What is written ends in the arguments of commands, line by line.
sub plain {
    my ($text) = @_;
    fail("the lock has a value that is not plain: $text") if $text !~ m{\A[A-Za-z0-9:/._+~%=?&\@-]+\z};
    return $text;
}

sub file_line {
    my ($owner, $version, $file) = @_;
    return join("\t", map { plain($_) } $owner, $version, $file->{path}, $file->{size}, $file->{sha256},
        $file->{upstream} // '-');
}

my $refresh = 'Refresh the lock:  npx nx run statix-image:image-lock';
my ($lock, $recipe) = (read_json($lock_file), read_json($recipe_file));
fail("$lock_file is not a lock of this version. $refresh")
    unless ($lock->{kind} // '') eq 'statix.image-lock' && ($lock->{schemaVersion} // '') eq '1';
for my $name (sort keys %{$recipe->{arguments}}) {
    my $asked = $ENV{$name} // $recipe->{arguments}{$name}{default};
    my $locked = $lock->{arguments}{$name} // '';
    fail("$name is '$asked', and the lock was made for '$locked'. $refresh") if $asked ne $locked;
}

mkdir "$folder/$_" for 'files', 'sources', 'unpack';
my %sets = map { $_ => [] } qw(essential sources-tools runtime build tools);
for my $package (@{$lock->{packages}}) {
    my $line = file_line($package->{name}, $package->{version}, $package);
    push @{$sets{$_ eq 'sources' ? 'sources-tools' : $_}}, $line for @{$package->{sets}};
}
write_lines("files/$_", @{$sets{$_}}) for keys %sets;

my @sources;
for my $source (@{$lock->{sources}}) {
    push @sources, map { file_line($source->{name}, $source->{version}, $_) } @{$source->{files}};
    write_lines("sources/" . plain($source->{name}), plain($source->{package}) . "\t" . plain($source->{version}),
        map { (split m{/}, plain($_->{path}))[-1] } @{$source->{files}});
}
write_lines('files/sources', @sources);
# What compiles is built from no crate that only a tool wants.
my %crates = (crates => [], tools => []);
for my $crate (@{$lock->{crates} // []}) {
    my $line = file_line($crate->{name}, $crate->{version}, $crate);
    push @{$crates{$_}}, $line for @{$crate->{sets} // ['crates']};
}
write_lines('files/crates', @{$crates{crates}});
write_lines('files/tool-crates', @{$crates{tools}});

for my $file (@described) {
    my $document = read_json($file);
    # A library's name is that of its folder.
    my @sources = $file =~ m{([^/]+)/library\.json\z} ? ({%$document, name => $1}) : @{$document->{sources}};
    for my $source (@sources) {
        my @lines;
        for my $field (qw(folders leaveOut patchedFolder)) {
            my $value = $source->{$field} // next;
            # Folders may have wildcards.
            push @lines, map { "$field\t" . ($_ =~ m{\A[A-Za-z0-9./_+*-]+\z} ? $_ : plain($_)) } ref $value ? @$value : $value;
        }
        write_lines('unpack/' . plain($source->{name}), @lines) if @lines;
    }
}

my @providers;
for my $provider (@{$lock->{providers}}) {
    my $urls = $provider->{urls} // {};
    my @archives = sort keys %$urls;
    push @providers, @archives
        ? map { join("\t", plain($provider->{name}), plain($_), plain($urls->{$_})) } @archives
        : plain($provider->{name}) . "\t-\t-";
}
write_lines('providers', @providers);
