create table never_asked_for (id int);
