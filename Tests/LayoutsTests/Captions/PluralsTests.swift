import Testing

@testable import Layouts

@Suite struct PluralsTests {
  @Test(arguments: [
    ("tomato", "tomatoes"), ("potato", "potatoes"), ("mango", "mangoes"), ("piano", "pianos"),
    ("kiwi", "kiwis"), ("box", "boxes"), ("cherry", "cherries"), ("key", "keys"),
    ("knife", "knives"), ("bookshelf", "bookshelves"), ("snowman", "snowmen"), ("sheep", "sheep"),
    ("bus", "buses"), ("couch", "couches"), ("teddy bear", "teddy bears"), ("mouse", "mice"),
  ])
  func makesThePlural(noun: String, plural: String) {
    #expect(Plurals.plural(noun) == plural)
    #expect(Plurals.singular(plural) == noun)
  }
}
