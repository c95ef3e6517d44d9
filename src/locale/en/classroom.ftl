### classroom
