int taken(int number) { return number * 3; }
