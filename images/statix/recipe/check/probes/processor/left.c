int left(int number) { return number * 5; }
